"""The sandbox's own pages; every module of this package is imported, because it registers what it serves."""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
