# Everything that CI checks.
ci:
    bash .ci/run

# The tests.
test:
    cargo test

# The main job, against the embedded emulator.
trigger:
    cargo run --release -- run collections/boomi-atomsphere.postman_collection.json -e environments/local.postman_environment.json --emulate boomi

# postino beside newman (where it is installed): start-up, throughput, memory.
bench:
    cargo build --release
    node tests/bench/compare.mjs
