import { config } from 'rxjs'

/** Calls a function of the user; an error it throws is reported the way RxJS reports errors of subscribers. */
export function callUserCallback(listener: () => void): void {
  try {
    listener()
  } catch (error) {
    setTimeout(() => {
      if (!config.onUnhandledError) throw error
      config.onUnhandledError(error)
    })
  }
}
