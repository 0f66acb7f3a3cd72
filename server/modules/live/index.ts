export { LiveHub } from './hub.ts'
export { liveRoutes } from './routes.ts'
export { serveSockets } from './sockets.ts'
