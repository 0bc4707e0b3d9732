# What every npm command runs. The first argument names a program: this installs the packages if need be, and then
# becomes that program, on the Node in node_modules.

node tools/stack/bootstrap/install.mjs || {
  # The last line of the checks is always the count.
  [ "$1" != tools/checks/main.ts ] || echo "0 passed, 1 failed"
  exit 1
}
# react-server: modules of lib/ begin with `import "server-only"`, which throws without that condition.
export NPM_PID=$PPID
exec node_modules/.bin/node --conditions=react-server --import ./tools/stack/bootstrap/end-with-npm.mjs "$@"
