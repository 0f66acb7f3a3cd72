import { Button } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { TotpConfirmedView, TotpStartedView } from '#contract/access'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack, Inset, Section } from '#kit/page.tsx'
import { PasswordField } from '#kit/password-field.tsx'
import { fieldFaults } from '#kit/problem.ts'
import { SecretOnce } from '#kit/secret-once.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { useChange } from '#kit/use-change.ts'
import { useMe } from '../session.ts'
import { ConfirmTwoSteps } from './confirm-two-steps.tsx'

export function TwoSteps() {
  const { user } = useMe()
  const [codes, setCodes] = useState<string[]>()
  return (
    <Section
      beside
      title={t('Two-step sign-in')}
      description={t('A code from your telephone, besides the password.')}
      actions={
        <StatusBadge tone={user.totp ? 'good' : 'quiet'}>
          {user.totp ? t('On', { context: 'state' }) : t('Off')}
        </StatusBadge>
      }
    >
      <Inset>
        {codes && (
          <SecretOnce
            name={t('Recovery codes')}
            value={codes.join('\n')}
            warning={t('Keep these where you find them without your telephone. Each works once.')}
          />
        )}
        {!codes && (user.totp ? <TurnOff /> : <TurnOn onCodes={setCodes} />)}
      </Inset>
    </Section>
  )
}

function TurnOn({ onCodes }: { onCodes: (codes: string[]) => void }) {
  const start = useChange({
    run: (password: string) => send('POST', '/auth/totp', { password }, TotpStartedView),
    faultInPlace: true,
  })
  const confirm = useChange({
    run: (code: string) => send('POST', '/auth/totp/confirm', { code }, TotpConfirmedView),
    refresh: [['me']],
    done: t('Two-step sign-in is on.'),
    faultInPlace: true,
  })
  if (!start.data) {
    return (
      <WithPassword
        label={t('Password, to turn it on')}
        button={t('Turn on')}
        fault={start.error}
        busy={start.isPending}
        onPassword={(password) => start.mutate(password)}
      />
    )
  }
  return (
    <ConfirmTwoSteps
      started={start.data}
      fault={confirm.error}
      busy={confirm.isPending}
      onCode={(code) =>
        confirm.mutate(code, { onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes) })
      }
    />
  )
}

function TurnOff() {
  const remove = useChange({
    run: (password: string) => send('DELETE', '/auth/totp', { password }),
    refresh: [['me']],
    done: t('Two-step sign-in is off.'),
    faultInPlace: true,
  })
  return (
    <WithPassword
      label={t('Password, to turn it off')}
      button={t('Turn off')}
      fault={remove.error}
      busy={remove.isPending}
      onPassword={(password) => remove.mutate(password)}
    />
  )
}

type WithPasswordProps = {
  label: string
  button: string
  fault: unknown
  busy: boolean
  onPassword: (password: string) => void
}

function WithPassword({ label, button, fault, busy, onPassword }: WithPasswordProps) {
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onPassword(password)
  }
  return (
    <FormStack onSubmit={submit}>
      <FormFault error={fault} />
      <PasswordField
        label={label}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        error={fieldFaults(fault)['password']}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" variant="default" loading={busy}>
          {button}
        </Button>
      </div>
    </FormStack>
  )
}
