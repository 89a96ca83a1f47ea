/**
 * One stop for Tab in a group of buttons; arrow keys walk on from there in the order of the page
 * (https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/#kbd_roving_tabindex).
 */

/** @type {Record<string, (place: number, last: number) => number>} where a key leads to */
const STEPS = {
  ArrowRight: (place, last) => Math.min(place + 1, last),
  ArrowDown: (place, last) => Math.min(place + 1, last),
  ArrowLeft: (place) => Math.max(place - 1, 0),
  ArrowUp: (place) => Math.max(place - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/**
 * @param {HTMLElement} group
 * @returns {HTMLButtonElement[]}
 */
export const buttons = (group) => Array.from(group.querySelectorAll("button"));

/** @param {HTMLElement} group  its buttons may come and go */
export function rove(group) {
  group.addEventListener("keydown", (event) => walk(group, event));
  group.addEventListener("focusin", ({ target }) => stopAt(group, buttons(group).findIndex((each) => each === target)));
}

/**
 * @param {HTMLElement} group
 * @param {number} place  of the one button that Tab reaches
 */
export function stopAt(group, place) {
  buttons(group).forEach((button, index) => (button.tabIndex = index === place ? 0 : -1));
}

/**
 * @param {HTMLElement} group
 * @param {KeyboardEvent} event
 */
function walk(group, event) {
  const all = buttons(group);
  const place = all.findIndex((button) => button === document.activeElement);
  const step = STEPS[event.key];
  if (step && place >= 0) {
    event.preventDefault(); // else the page would scroll
    all[step(place, all.length - 1)].focus();
  }
}
