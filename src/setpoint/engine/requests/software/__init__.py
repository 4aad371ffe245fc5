"""Software configurations and deployments of a project: those made by themselves, and configurations of its stacks."""
