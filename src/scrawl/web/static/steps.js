/** What was drawn, step by step, to go back and forth in. Pure; nothing here knows what a state is. */

const MOST_STEPS = 500;

/** @template State */
export class Steps {
  #states;
  #place;

  /**
   * @param {State[]} states  at least one
   * @param {number} [place]  of the present one
   */
  constructor(states, place = 0) {
    this.#states = states;
    this.#place = place;
  }

  get states() {
    return this.#states;
  }

  get place() {
    return this.#place;
  }

  get state() {
    return this.#states[this.#place];
  }

  get canUndo() {
    return this.#place > 0;
  }

  get canRedo() {
    return this.#place < this.#states.length - 1;
  }

  /**
   * A new step; those that were undone are gone.
   * @param {State} state
   */
  add(state) {
    this.#states = [...this.#states.slice(0, this.#place + 1), state].slice(-MOST_STEPS);
    this.#place = this.#states.length - 1;
  }

  undo() {
    this.#place = Math.max(this.#place - 1, 0);
  }

  redo() {
    this.#place = Math.min(this.#place + 1, this.#states.length - 1);
  }
}
