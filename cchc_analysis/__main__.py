"""`python -m cchc_analysis` is the command `cchc`."""

from cchc_analysis.cli import main

if __name__ == "__main__":
    main()
