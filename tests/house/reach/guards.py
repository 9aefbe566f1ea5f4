"""Take away one guard of the program at a time: the condition before each 404 and 403 that its views and services answer with."""

import ast
import inspect
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from learnhub.settings import PROJECT_DIR

_ROOMS = ("views", "service")


@dataclass(frozen=True)
class Guard:
    """A condition that ends in "not there" or "not for you". code: of the function that it stands in; without: the same without it."""

    path: str
    line: int
    condition: str
    function: types.FunctionType
    code: types.CodeType
    without: types.CodeType

    @property
    def name(self) -> str:
        """Return where it stands and what it asks, for people."""
        return f"{self.path} {self.function.__name__}: {self.condition}"

    @contextmanager
    def taken_away(self) -> Iterator[None]:
        """Run the program without it."""
        self.function.__code__ = self.without
        try:
            yield
        finally:
            self.function.__code__ = self.code


def guards() -> list[Guard]:
    """Return all guards of the views and services that are loaded, in the order of their files."""
    found = []
    for module in sorted(sys.modules.values(), key=lambda one: one.__name__):
        if module.__name__.startswith("learnhub.") and set(module.__name__.split(".")) & set(_ROOMS):
            found += list(_guards_in(module))
    return found


def _guards_in(module: types.ModuleType) -> Iterator[Guard]:
    path = Path(inspect.getfile(module))
    source = path.read_text(encoding="utf-8")
    for outer in ast.parse(source).body:
        if not isinstance(outer, ast.FunctionDef):
            continue
        function = inspect.unwrap(getattr(module, outer.name))
        for number, place in enumerate(_places(outer)):
            tree = ast.parse(source)
            again = next(
                one for one in tree.body if isinstance(one, ast.FunctionDef) and one.lineno == outer.lineno
            )
            _places(again)[number].test = ast.copy_location(ast.Constant(value=False), place.test)
            yield Guard(
                path=str(path.relative_to(PROJECT_DIR)),
                line=place.lineno,
                condition=ast.unparse(place.test),
                function=function,
                code=function.__code__,
                without=_code_of(compile(tree, str(path), "exec"), outer.name),
            )


def _places(function: ast.FunctionDef) -> list[ast.If]:
    return [one for one in ast.walk(function) if isinstance(one, ast.If) and _refuses(one.body[-1])]


def _refuses(last: ast.stmt) -> bool:
    """Tell whether a branch ends in abort(404), abort(403) or raise NotFound(...)."""
    if isinstance(last, ast.Raise) and isinstance(last.exc, ast.Call) and isinstance(last.exc.func, ast.Name):
        return last.exc.func.id == "NotFound"
    if (
        isinstance(last, ast.Expr)
        and isinstance(last.value, ast.Call)
        and isinstance(last.value.func, ast.Name)
    ):
        return last.value.func.id == "abort"
    return False


def _code_of(module: types.CodeType, name: str) -> types.CodeType:
    return next(one for one in module.co_consts if isinstance(one, types.CodeType) and one.co_name == name)
