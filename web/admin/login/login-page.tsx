import { useState } from 'react'
import { t } from '#kit/i18n.ts'
import { CodeForm } from './code-form.tsx'
import { Frame } from './frame.tsx'
import { PasswordForm } from './password-form.tsx'
import { useLogin, type Credentials } from './use-login.ts'

/** What was typed stays, whatever goes wrong, and while the second step is asked for. */
export function LoginPage() {
  const [credentials, setCredentials] = useState<Credentials>({ email: '', password: '' })
  const [step, setStep] = useState<'password' | 'code'>('password')
  const login = useLogin({ onCodeWanted: () => setStep('code') })
  const back = () => {
    login.reset()
    setStep('password')
  }
  return (
    <Frame title={t('Sign in')}>
      {step === 'password' ? (
        <PasswordForm value={credentials} onChange={setCredentials} login={login} />
      ) : (
        <CodeForm credentials={credentials} login={login} onBack={back} />
      )}
    </Frame>
  )
}
