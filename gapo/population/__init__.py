"""Many runs that compete, copy and change."""
