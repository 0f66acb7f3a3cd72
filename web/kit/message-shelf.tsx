import { Notifications } from '@mantine/notifications'

export const MessageShelf = () => <Notifications position="bottom-right" autoClose={5_000} />
