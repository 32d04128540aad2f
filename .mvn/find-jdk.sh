#!/bin/sh
# Prints the home of a JDK 25 or newer: JAVA_HOME if it is one, else the first found where JDKs usually are.
wanted=25

is_wanted() {
    [ -x "$1/bin/javac" ] || return 1
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
    [ "${version:-0}" -ge "$wanted" ]
}

for home in "${JAVA_HOME:-}" "${JDK25_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/25* "$HOME"/.jdks/*25* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$home" ] && is_wanted "$home"; then
        printf '%s\n' "$home"
        exit 0
    fi
done
echo "No JDK $wanted or newer found: install one (for example Temurin $wanted) or set JAVA_HOME to it." >&2
exit 1
