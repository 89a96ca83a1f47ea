import assert from "node:assert/strict";
import { test } from "node:test";

import { Steps } from "../../../src/scrawl/web/static/steps.js";

test("one goes back and forth, and a new step forgets those that were undone", () => {
  const steps = new Steps(["empty"]);
  steps.add("one");
  steps.add("two");
  steps.undo();
  assert.deepEqual([steps.state, steps.canUndo, steps.canRedo], ["one", true, true]);
  steps.redo();
  assert.deepEqual([steps.state, steps.canRedo], ["two", false]);
  steps.undo();
  steps.undo();
  steps.undo();
  assert.deepEqual([steps.state, steps.canUndo], ["empty", false]);
  steps.add("three");
  assert.deepEqual(steps.states, ["empty", "three"]);
});

test("five hundred steps are kept, the latest", () => {
  const steps = new Steps([0]);
  for (let step = 1; step <= 600; step++) {
    steps.add(step);
  }
  assert.deepEqual([steps.states.length, steps.states[0], steps.state], [500, 101, 600]);
});
