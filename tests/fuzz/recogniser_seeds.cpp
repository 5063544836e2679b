// Writes the samples of every protocol as the fuzzer's first inputs.
//
// usage: recogniser_seeds FOLDER
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <fstream>
#include <iostream>

#include "exchange_bytes.h"
#include "samples.h"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: recogniser_seeds FOLDER\n";
        return 2;
    }
    int number = 0;
    for (const portlore::Sample& sample : portlore::samples()) {
        std::ofstream file(std::string(argv[1]) + "/" + sample.protocol + "-" + std::to_string(++number),
                           std::ios::binary);
        file << portlore::bytes_of(portlore::exchange_of(sample));
        if (!file) {
            std::cerr << "recogniser_seeds: can't write to " << argv[1] << '\n';
            return 1;
        }
    }
    return 0;
}
