// An application with an open stream that stops when its first message comes: the tests measure how long it takes to
// end. Its settings come from the environment.

import Foundation
import SpectrumIMessage

let app = try await Spectrum()
let reading = Task {
    for try await _ in app.messages {
        print("stopping")
        fflush(nil)
        await app.stop()
    }
}
try await reading.value
print("stopped")
