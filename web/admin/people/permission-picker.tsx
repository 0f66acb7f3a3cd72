import { Checkbox, Input } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { fromServer } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { useMe } from '../session.ts'
import { nounOf } from './nouns.ts'
import classes from './people.module.css'
import { permissionList } from './queries.ts'

type PermissionPickerProps = {
  value: string[]
  onChange: (value: string[]) => void
  error?: ReactNode
  /** To look at only. */
  isFixed?: boolean
}

/** Grouped by what they are about. Nobody can give what they do not have themselves. */
export function PermissionPicker({ value, onChange, error, isFixed }: PermissionPickerProps) {
  const permissions = useQuery(permissionList)
  const own = new Set(useMe().permissions)
  const chosen = new Set(value)
  const toggle = (name: string) =>
    onChange(chosen.has(name) ? value.filter((other) => other !== name) : [...value, name])
  return (
    <Loaded query={permissions} rows={8}>
      {(data) => (
        <div>
          {error && (
            <Input.Error role="alert" mb="sm">
              {error}
            </Input.Error>
          )}
          {[...Map.groupBy(data.permissions, ({ name }) => name.split('.', 1)[0] ?? '')].map(
            ([noun, group]) => (
              <fieldset key={noun} className={classes['group']} data-fixed={isFixed || undefined}>
                <legend>{nounOf(noun)}</legend>
                <ul>
                  {group.map(({ name, description }) => (
                    <li key={name}>
                      <Checkbox
                        label={fromServer(description)}
                        description={<code lang="en">{name}</code>}
                        checked={chosen.has(name)}
                        disabled={isFixed || !(own.has(name) || chosen.has(name))}
                        onChange={() => toggle(name)}
                      />
                    </li>
                  ))}
                </ul>
              </fieldset>
            ),
          )}
        </div>
      )}
    </Loaded>
  )
}
