import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import type { Ref } from 'react'
import { t } from './i18n.ts'

type PasswordFieldProps = PasswordInputProps & { ref?: Ref<HTMLInputElement> }

/** Mantine marks the frame of a faulty password, but not the field that a screen reader is in. */
export const PasswordField = (props: PasswordFieldProps) => (
  <PasswordInput
    aria-invalid={props.error ? true : undefined}
    visibilityToggleButtonProps={{ 'aria-label': t('Show or hide the password') }}
    {...props}
  />
)
