"""What Byhand can do on this machine, measured beside a peer or a limit in the same run: `python -m bench`."""
