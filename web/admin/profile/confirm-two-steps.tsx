import { Anchor, Button, Text, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { FormFault } from '#kit/form-fault.tsx'
import { t } from '#kit/i18n.ts'
import { FormStack } from '#kit/page.tsx'
import { fieldFaults } from '#kit/problem.ts'
import { SecretOnce } from '#kit/secret-once.tsx'
import { Sentence } from '#kit/sentence.tsx'

type ConfirmTwoStepsProps = {
  started: { url: string; secret: string }
  fault: unknown
  busy: boolean
  onCode: (code: string) => void
}

/** The secret counts only once a code of it was shown, so a slip here locks nobody out. */
export function ConfirmTwoSteps({ started, fault, busy, onCode }: ConfirmTwoStepsProps) {
  const [code, setCode] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onCode(code.replaceAll(/\s/g, ''))
  }
  return (
    <FormStack onSubmit={submit}>
      <Text size="sm">
        <Sentence
          says={
            'On this device, <link>open your authenticator app</link>. On another one, ' +
            'add an account there and type this key:'
          }
          parts={{ link: <Anchor href={started.url} /> }}
        />
      </Text>
      <SecretOnce name={t('Key for the authenticator app')} value={inGroups(started.secret)} />
      <FormFault error={fault} />
      <TextInput
        label={t('Code that the app shows now')}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        withAsterisk={false}
        autoFocus
        value={code}
        error={fieldFaults(fault)['code']}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" loading={busy}>
          {t('Confirm')}
        </Button>
      </div>
    </FormStack>
  )
}

/** Thirty-two letters in a row are not typed without a mistake. */
const inGroups = (secret: string): string => secret.replaceAll(/(.{4})(?=.)/g, '$1 ')
