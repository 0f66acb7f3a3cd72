import { Button } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { TotpConfirmedView, TotpStartedView } from '#contract/access'
import { send } from '#kit/api.ts'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack, Inset, Section } from '#kit/page.tsx'
import { PasswordField } from '#kit/password-field.tsx'
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
          {user.totp ? t('On') : t('Off')}
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
  const start = useChange({ run: () => send('POST', '/auth/totp', undefined, TotpStartedView) })
  const confirm = useChange({
    run: (code: string) => send('POST', '/auth/totp/confirm', { code }, TotpConfirmedView),
    refresh: [['me']],
    done: t('Two-step sign-in is on.'),
    faultInPlace: true,
  })
  if (!start.data) {
    return (
      <Button variant="default" loading={start.isPending} onClick={() => start.mutate()}>
        {t('Turn on')}
      </Button>
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
  const [password, setPassword] = useState('')
  const remove = useChange({
    run: () => send('DELETE', '/auth/totp', { password }),
    refresh: [['me']],
    done: t('Two-step sign-in is off.'),
    faultInPlace: true,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    remove.mutate()
  }
  return (
    <FormStack onSubmit={submit}>
      <FormFault error={remove.error} />
      <PasswordField
        label={t('Password, to turn it off')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" variant="default" loading={remove.isPending}>
          {t('Turn off')}
        </Button>
      </div>
    </FormStack>
  )
}
