#!/usr/bin/env bash
# Makes the project of docs/spring.md ("Five minutes") in an empty folder, with an empty Maven
# repository that knows only MemberSync's built artifacts, and runs its test, which signs somebody
# up. Needs a `mvn verify` before, which leaves the artifacts in bom/target/it-repo.
# docs/try-spring-guide.sh [VERSION...]: with these versions of Spring Boot; the guide's own if none.
set -euo pipefail
cd "$(dirname "$0")/.."

built="$PWD/bom/target/it-repo/io/membersync"
guide="$PWD/docs/spring.md"
[ -d "$built/membersync-spring-boot-starter" ] || {
  echo "no $built/membersync-spring-boot-starter: run mvn verify first" >&2
  exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/repository/io" "$work/shop"
cp -r "$built" "$work/repository/io/membersync"

# A line with nothing but `path` names the file of the code block after it.
awk -v root="$work/shop" '
  /^`[^` ]+`$/ { file = substr($0, 2, length($0) - 2); next }
  /^```/ {
    if (writing) { close(path); writing = 0; file = "" }
    else if (file != "") {
      path = root "/" file
      folder = path; sub(/\/[^\/]*$/, "", folder)
      system("mkdir -p \"" folder "\"")
      printf "" > path
      writing = 1
    }
    next
  }
  writing { print > path; next }
  NF { file = "" }
' "$guide"
# A class that the test of the guide must leave out, as its application would not start with it.
cat >"$work/shop/src/main/java/com/example/shop/Warehouse.java" <<'JAVA'
package com.example.shop;

@org.springframework.context.annotation.Configuration
class Warehouse {
  Warehouse(java.util.concurrent.Callable<?> nobodyMakesOne) {}
}
JAVA
cd "$work/shop"
find . -type f | sort
cp pom.xml "$work/guide-pom.xml"
own=$(sed -n '/spring-boot-starter-parent/{n;s/.*<version>\(.*\)<.*/\1/p}' pom.xml)
for version in "${@:-$own}"; do
  sed "s/<version>$own</<version>$version</" "$work/guide-pom.xml" >pom.xml
  case $version in
    3.*) sed -i 's/spring-boot-starter-webmvc</spring-boot-starter-web</' pom.xml ;; # its older name
  esac
  mvn -B -ntp -Dmaven.repo.local="$work/repository" clean package
  [ -f target/surefire-reports/TEST-com.example.shop.SignUpTest.xml ] || {
    echo "the test of the guide did not run" >&2
    exit 1
  }
  ls target/*.jar
  echo "Spring Boot $version: the guide's project was made and has signed somebody up."
done
