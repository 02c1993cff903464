"""Files from outside are opened only here: in a child process with limits, which tells what it found."""
