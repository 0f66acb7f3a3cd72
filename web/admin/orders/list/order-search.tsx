import { Kbd, TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { useRef } from 'react'
import { t } from '#kit/i18n.ts'
import { useKeys } from '#kit/keys.ts'
import { useTypedSearch } from '#kit/use-typed-search.ts'
import classes from './orders.module.css'

type OrderSearchProps = { value: string | undefined; onChange: (q: string | undefined) => void }

/** Asks when somebody stops typing. Escape clears, and then leaves; Enter goes on to the list. */
export function OrderSearch({ value, onChange }: OrderSearchProps) {
  const { text, setText, askFor } = useTypedSearch(value, onChange)
  const input = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => input.current?.focus() }, 'page')
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
