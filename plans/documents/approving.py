"""plenary-sign: puts a chair's signature onto a sealed plan, with a key that never leaves this machine.

What comes out is the file that was given with the signature after it. It is given to the installation that sealed it,
which closes it with a timestamp. Exit 0: signed. 1: refused, and why.
"""

import argparse
import getpass
import os
import sys
from pathlib import Path

from plans.documents.keys import signer_of
from plans.documents.sealing import approve
from plans.exceptions import CannotSeal
from plans.rules.marks import CHAIRS, chair_field


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="plenary-sign", description=__doc__.split("\n\n")[0])
    parser.add_argument("file", type=Path, help="The sealed PDF, as it stands now.")
    parser.add_argument("--as", dest="body", choices=CHAIRS, required=True, help="Whose chair signs.")
    parser.add_argument(
        "--key", required=True, help="pkcs12:PATH, or pkcs11:LIBRARY?token=LABEL&certificate=LABEL&key=LABEL"
    )
    parser.add_argument("--output", type=Path, help="Where the signed file goes; else beside it, as …-signed.pdf.")
    asked = parser.parse_args(arguments)
    output = asked.output or asked.file.with_name(f"{asked.file.stem}-signed.pdf")
    secret = os.environ.get("PLENARY_SECRET") or getpass.getpass("Passphrase or PIN: ")
    try:
        signed = _signed(asked.file.read_bytes(), asked.key, secret, chair_field(asked.body))
        with output.open("xb") as file:
            file.write(signed)
    except CannotSeal as refusal:
        print(f"Not signed: {refusal.why}.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Not signed: {error.filename}: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"Signed: {output}")
    return 0


def _signed(pdf, key, secret, field):
    signer, release = signer_of(key, secret)
    try:
        return approve(pdf, signer, field=field)
    finally:
        release()


if __name__ == "__main__":
    sys.exit(main())
