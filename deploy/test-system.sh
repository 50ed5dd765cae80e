#!/bin/sh
# Install the Debian packages that some tests use: a browser, R with three packages for statistics, a PDF renderer, a
# tracer that makes system calls fail. Where that is not possible, say what is missing and go on: the tests concerned
# are skipped and say why.
set -eu
packages=""
need() { command -v "$1" >/dev/null 2>&1 || packages="$packages $2"; }
need_r() { Rscript -e "quit(status = !requireNamespace('$1', quietly = TRUE))" >/dev/null 2>&1 || packages="$packages $2"; }
need chromium chromium
need pdftoppm poppler-utils
need strace strace
need Rscript r-base-core
need_r robustbase r-cran-robustbase
need_r metafor r-cran-metafor
need_r surveillance r-cran-surveillance
[ -n "$packages" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing for the tests:$packages"
  if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $packages >/dev/null; then
    exit 0
  fi
fi
echo "Not installed (the tests that use them are skipped):$packages"
