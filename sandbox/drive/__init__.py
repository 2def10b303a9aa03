"""Drive v3: files, who may see them, and uploads."""

from sandbox.drive import drives as drives
from sandbox.drive import export as export
from sandbox.drive import methods as methods
from sandbox.drive import permissions as permissions
from sandbox.drive import uploads as uploads
