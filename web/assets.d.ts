declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>
  // The bundler gives a style sheet as a default export.
  export default classes
}
declare module '*.css'
