/** Random number from 0 to 1, of the machine. */
export function systemRandom(): number {
  return Math.random()
}
