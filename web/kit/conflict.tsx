import { Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Notice } from './notice.tsx'
import { ProblemError } from './problem.ts'

/** Somebody has changed it since it was read. */
export const isStale = (error: unknown): boolean =>
  error instanceof ProblemError && error.status === 412

type ConflictNoticeProps = {
  title: string
  /** What became of one's own. */
  says: ReactNode
  /** What the other one has done, where there is more to show of it. */
  children?: ReactNode
  choices: readonly (readonly [label: string, choose: () => void])[]
}

/** A colleague was faster: says so, shows what they did, and lets one choose. */
export const ConflictNotice = ({ title, says, children, choices }: ConflictNoticeProps) => (
  <Notice tone="warn">
    <Stack gap={8} align="flex-start" role="alert">
      <span>
        <strong>{title}</strong> {says}
      </span>
      {children}
      <Group gap={8}>
        {choices.map(([label, choose]) => (
          <Button key={label} size="xs" variant="default" onClick={choose}>
            {label}
          </Button>
        ))}
      </Group>
    </Stack>
  </Notice>
)
