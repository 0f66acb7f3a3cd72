import { Button, Modal, Stack, Text } from '@mantine/core'
import { SecretOnce } from '#kit/secret-once.tsx'

/** Closed only by the button: a click beside it must not lose the key. */
export const NewSecret = ({ secret, onClose }: { secret: string; onClose: () => void }) => (
  <Modal
    opened
    onClose={onClose}
    title="Your new API key"
    closeOnClickOutside={false}
    closeOnEscape={false}
    withCloseButton={false}
  >
    <Stack gap="md">
      <SecretOnce
        name="API key"
        value={secret}
        warning="Copy it now: it is shown only this once."
      />
      <Text size="sm">
        Send it as <code>Authorization: Bearer …</code> with each request.
      </Text>
      <Button onClick={onClose}>I have copied it</Button>
    </Stack>
  </Modal>
)
