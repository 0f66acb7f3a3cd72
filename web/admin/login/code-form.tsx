import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useRef, useState, type FormEvent } from 'react'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { fieldFaults } from '#kit/problem.ts'
import classes from './login-page.module.css'
import { isCodeWanted, type Credentials, type Login } from './use-login.ts'

type CodeFormProps = { credentials: Credentials; login: Login; onBack: () => void }

export function CodeForm({ credentials, login, onBack }: CodeFormProps) {
  const [code, setCode] = useState('')
  const [kind, setKind] = useState<keyof typeof KINDS>('app')
  const input = useRef<HTMLInputElement>(null)
  const [isSent, setSent] = useState(false)
  const faults = fieldFaults(login.error)
  const fault = isSent && code === '' ? t('This is needed.') : faults['totp']
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setSent(true)
    if (code === '') return
    // Authenticator apps show the code in two groups, and people copy the gap along.
    const totp = code.replaceAll(/\s/g, '')
    login.mutate({ ...credentials, totp }, { onError: () => input.current?.select() })
  }

  return (
    <form noValidate className={classes['form']} onSubmit={submit}>
      <Title order={1}>{t('Second step')}</Title>
      <Text size="sm" c="dimmed" mt={-8}>
        {KINDS[kind].advice(credentials.email)}
      </Text>
      {!isCodeWanted(login.error) && <FormFault error={login.error} />}
      <Stack gap={14}>
        <TextInput
          ref={input}
          label={KINDS[kind].label}
          name="totp"
          inputMode={KINDS[kind].inputMode}
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          autoFocus
          value={code}
          error={fault}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" size="md" fullWidth loading={login.isPending}>
          {t('Continue')}
        </Button>
        <Group gap="xs" grow>
          <Button variant="subtle" color="gray" onClick={onBack}>
            {t('Back')}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setKind(KINDS[kind].other)}>
            {KINDS[kind].otherLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Whoever has lost the device still has the paper with the recovery codes. */
const KINDS = {
  app: {
    label: t('Code'),
    advice: (email: string) =>
      t('Enter the six digits that your authenticator app shows for {{email}}.', { email }),
    inputMode: 'numeric',
    other: 'recovery',
    otherLabel: t('Use a recovery code'),
  },
  recovery: {
    label: t('Recovery code'),
    advice: (email: string) =>
      t('Each recovery code works once. Enter one that was made for {{email}}.', { email }),
    inputMode: 'text',
    other: 'app',
    otherLabel: t('Use the app'),
  },
} as const
