import { TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { useTypedSearch } from './use-typed-search.ts'

type SearchFieldProps = {
  label: string
  placeholder: string
  value: string | undefined
  onChange: (text: string | undefined) => void
}

/** Asks when somebody stops typing; what is asked stands in the address. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  const { text, setText } = useTypedSearch(value, onChange)
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
