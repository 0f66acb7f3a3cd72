import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import type { Ref } from 'react'

type PasswordFieldProps = PasswordInputProps & { ref?: Ref<HTMLInputElement> }

/** Mantine marks the frame of a faulty password, but not the field that a screen reader is in. */
export const PasswordField = (props: PasswordFieldProps) => (
  <PasswordInput aria-invalid={props.error ? true : undefined} {...props} />
)
