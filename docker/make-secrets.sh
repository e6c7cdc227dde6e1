#!/bin/sh
# Makes the secret files of docker-compose.yml, once: what is there stays as it is. Run it in the folder of docker-compose.yml:
#   sh docker/make-secrets.sh
set -eu
umask 077
folder=.ringfence
mkdir -p "$folder"

# $1: how many random bytes
hexadecimal() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }

# Written aside and then linked into place, so that a file is whole or not there; of two runs at once one wins.
# $1: file; its text comes on standard input
keep() {
  cat >"$1.$$"
  if ln "$1.$$" "$1" 2>/dev/null; then echo "made $1"; else echo "kept $1"; fi
  rm -f "$1.$$"
}

if [ -e "$folder/neo4j-auth" ] && [ ! -e "$folder/neo4j-password" ]; then
  # Neo4j may have this password already: the service gets the same.
  sed -n '1s|^neo4j/||p' "$folder/neo4j-auth" | keep "$folder/neo4j-password"
fi
hexadecimal 24 | keep "$folder/neo4j-password"
printf 'neo4j/%s\n' "$(head -n 1 "$folder/neo4j-password")" | keep "$folder/neo4j-auth"

if [ ! -e "$folder/service-keys.json" ]; then
  key=$(head -c 32 /dev/urandom | base64 | tr -d '\n')
  printf '{"current":"k1","keys":{"k1":"%s"}}\n' "$key" | keep "$folder/service-keys.json"
else
  echo "kept $folder/service-keys.json"
fi

# The service runs as the owner of these files, because only their owner can read them.
user=$(id -u)
group=$(id -g)
if [ -f .env ] && grep -q '^RINGFENCE_UID=' .env; then
  echo "kept the user in .env"
elif [ "$user" = 0 ]; then
  chown 1000:1000 "$folder/neo4j-password" "$folder/service-keys.json"
elif [ "$user:$group" != 1000:1000 ]; then
  printf 'RINGFENCE_UID=%s\nRINGFENCE_GID=%s\n' "$user" "$group" >>.env
  echo "the service runs as $user:$group (.env)"
fi
echo "Back up $folder/service-keys.json, apart from the graph: without it new values match none of the old ones."
