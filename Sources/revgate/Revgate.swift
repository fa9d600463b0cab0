import ArgumentParser
@main struct Revgate: ParsableCommand {}
