import { TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'

type SearchFieldProps = {
  label: string
  placeholder: string
  value: string | undefined
  onChange: (text: string | undefined) => void
}

const PAUSE_MS = 250

/** Asks when somebody stops typing; what is asked stands in the address. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  const [text, setText] = useState(value ?? '')
  const ask = useEffectEvent((asked: string) => {
    if (asked !== (value ?? '')) onChange(asked || undefined)
  })
  // Time is outside React.
  useEffect(() => {
    const timer = setTimeout(() => ask(text.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder}
      leftSection={<Search size={15} aria-hidden />}
      maxLength={100}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  )
}
