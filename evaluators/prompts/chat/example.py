"""`chat-example`: as `chat-recent`, after one worked example, whose change is small and plain."""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.tasks.records import EditTask, PriorEdit
from evaluators.prompts.chat.parts import CONTEXT_LINES
from evaluators.prompts.chat.plain import SYSTEM, answer, parse
from evaluators.prompts.chat.recent import question
from evaluators.prompts.fitting import fit
from evaluators.prompts.format import Budget, Message, Prompt, PromptFormat

_QUESTION = """\
The block is in `shop/cart.py` (python). The code above the block:

```
class Cart:
    def __init__(self, owner):
        self.owner = owner
        self.lines = []

```

The latest edit:

```diff
--- a/shop/cart.py
+++ b/shop/cart.py
@@ -1,4 +1,4 @@
 class Cart:
     def __init__(self, owner):
         self.owner = owner
-        self.items = []
+        self.lines = []
```

The block to update:

```
    def add(self, product, count=1):
        if count < 1:
            raise ValueError(count)
        self.items.append((product, count))

    def __len__(self):
        return len(self.items)
```

The cursor is in line 4 of the block.
Write the updated block."""
_ANSWER = """\
```
    def add(self, product, count=1):
        if count < 1:
            raise ValueError(count)
        self.lines.append((product, count))

    def __len__(self):
        return len(self.lines)
```
"""


def render(task: EditTask, budget: Budget) -> Prompt:
    def build(history: Sequence[PriorEdit], context: int) -> Prompt:
        return Prompt(
            messages=(
                Message("system", SYSTEM),
                Message("user", _QUESTION),
                Message("assistant", _ANSWER),
                Message("user", question(task, history, context)),
            )
        )

    return fit(task, budget, build, context=CONTEXT_LINES)


FORMAT = PromptFormat("chat-example", render, parse, answer, version=2)
