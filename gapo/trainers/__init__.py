"""TRL's trainers with our advantages, rollouts and critic; nothing else here imports TRL."""
