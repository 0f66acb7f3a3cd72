import { Kbd, TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { useRef, useState } from 'react'
import { useAfterPause } from '#kit/after-pause.ts'
import { t } from '#kit/i18n.ts'
import { useKeys } from '#kit/keys.ts'
import classes from './orders.module.css'

type OrderSearchProps = { value: string | undefined; onChange: (q: string | undefined) => void }

/** Asks when somebody stops typing. Escape clears, and then leaves; Enter goes on to the list. */
export function OrderSearch({ value, onChange }: OrderSearchProps) {
  const [text, setText] = useState(value ?? '')
  const [known, setKnown] = useState({ value, asked: value ?? '' })
  // The address changed, and not by typing here: the field follows. What was typed since stays.
  if (value !== known.value) {
    const q = value ?? ''
    setKnown({ value, asked: q })
    if (q !== known.asked) setText(q)
  }
  const input = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => input.current?.focus() }, 'page')
  const askFor = (q: string) => {
    if (q === (value ?? '')) return
    setKnown({ value, asked: q })
    onChange(q || undefined)
  }
  useAfterPause(text, askFor)
  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={t('Search')}
      placeholder={t('Number, name, e-mail, phone, SKU, product or city')}
      className={classes['search']}
      leftSection={<Search size={15} aria-hidden />}
      rightSection={text === '' ? <Kbd size="xs">/</Kbd> : undefined}
      value={text}
      maxLength={200}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        const { key, currentTarget } = event
        if (key === 'Enter' || key === 'ArrowDown') {
          event.preventDefault()
          askFor(text.trim())
          currentTarget.blur()
          document.querySelector<HTMLElement>('main a[data-row]')?.focus()
        } else if (key === 'Escape' && text !== '') setText('')
        else if (key === 'Escape') currentTarget.blur()
      }}
    />
  )
}
