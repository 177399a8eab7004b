"""Commands for people who keep a leaderboard or submit to one."""
