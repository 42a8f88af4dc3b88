import { config } from 'rxjs'

/** Runs a user's function; what it throws goes where RxJS sends what subscribers throw, and disturbs nobody here. */
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
