import { Kbd, Modal } from '@mantine/core'
import { Fragment } from 'react'
import { MOD_NAME } from '#kit/keys.ts'
import { useNavigation } from '../navigation.ts'
import classes from './keys-sheet.module.css'

export function KeysSheet({ onClose }: { onClose: () => void }) {
  const entries = useNavigation().flatMap((group) => group.entries)
  const rows: [label: string, keys: string[]][] = [
    ['Search or go to', [MOD_NAME, 'K']],
    ['The same, or the search of a list', ['/']],
    ['Down and up in a list', ['J', 'K']],
    ['Open what is chosen in a list', ['Enter']],
    ['Select it; with Shift, all up to it', ['X']],
    ['Next and previous order, on the page of one', ['J', 'K']],
    ['Leave a dialog, a menu or a search', ['Esc']],
    ['This sheet', ['?']],
    ...entries.map(({ label, key }): [string, string[]] => [
      `Go to ${label}`,
      ['G', key.toUpperCase()],
    ]),
  ]
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" closeButtonProps={CLOSE}>
      <dl className={classes['keys']}>
        {rows.map(([label, keys]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>
              {keys.map((key) => (
                <Kbd key={key} size="sm">
                  {key}
                </Kbd>
              ))}
            </dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  )
}

const CLOSE = { 'aria-label': 'Close' }
