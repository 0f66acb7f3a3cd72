import { fromServer, t } from '#kit/i18n.ts'
import { holdWords } from '../words.ts'

/** Why an order is left out, for people: what the server says of it names codes. */
export function reasonWords(code: string, message: string): string {
  switch (code) {
    case 'order_on_hold': {
      const holds = /\((.+)\)/.exec(message)?.[1]?.split(', ') ?? []
      return t('It is on hold: {{reasons}}.', { reasons: holds.map(holdWords).join(', ') })
    }
    case 'step_not_allowed':
      return t('It cannot take this step from where it stands.')
    case 'sent_by_store':
      return t('Its platform sends this order itself.')
    case 'test_order':
      return t('It is a test order, of which nothing is sent.')
    default:
      return fromServer(message)
  }
}
