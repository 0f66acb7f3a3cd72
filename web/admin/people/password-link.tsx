import { Text } from '@mantine/core'
import type { z } from 'zod'
import type { ResetLinkView } from '#contract/access'
import { t } from '#kit/i18n.ts'
import { SecretOnce } from '#kit/secret-once.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { Time } from '#kit/time.tsx'

type PasswordLinkProps = { email: string; name: string; link: z.output<typeof ResetLinkView> }

export const PasswordLink = ({ email, name, link }: PasswordLinkProps) => (
  <>
    <Text size="sm">
      <Sentence
        says="Send this link to {{email}}. Whoever opens it chooses the password, until <time/>."
        values={{ email }}
        parts={{ time: <Time at={link.expiresAt} /> }}
      />
    </Text>
    <SecretOnce name={name} value={link.url} warning={t('It is shown only now, and works once.')} />
  </>
)
