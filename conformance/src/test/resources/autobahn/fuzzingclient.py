# Runs cases of Autobahn's fuzzing client against one server, one after the other, and writes a line
# for each: id, behavior, behavior of the close, milliseconds, separated by bars; "done" at the end.
#
# arguments: URL, file of results, cases separated by commas
import sys
from array import array

from autobahntestsuite import choosereactor
from twisted.internet import reactor
from autobahntestsuite import fuzzing
from autobahn import utf8validator, websocket

url, results_file, cases = sys.argv[1:4]
BYTES = ''.join([chr(b) for b in range(256)])
XOR = [''.join([chr(b ^ key) for b in range(256)]) for key in range(256)]


class Masker:
    """XOR in four translations, in place of a loop over the bytes, which takes Jython minutes."""

    def __init__(self, mask):
        self.mask = [ord(c) for c in mask]
        self.ptr = 0

    def pointer(self):
        return self.ptr

    def reset(self):
        self.ptr = 0

    def process(self, data):
        masked = array('c', data)
        for k in range(min(4, len(data))):
            table = XOR[self.mask[(self.ptr + k) & 3]]
            masked[k::4] = array('c', data[k::4].translate(table))
        self.ptr += len(data)
        return masked.tostring()


validate_bytewise = utf8validator.Utf8Validator.validate


def validate(self, data):
    """Passes over ASCII; what is not is left to the suite's own validator."""
    between_characters = self.state == utf8validator.Utf8Validator.UTF8_ACCEPT
    if between_characters and not data.translate(BYTES, BYTES[:128]):
        self.i += len(data)
        return True, True, len(data), self.i
    return validate_bytewise(self, data)


websocket.createXorMasker = lambda mask, length=None: Masker(mask)
utf8validator.Utf8Validator.validate = validate

results = open(results_file, 'w')


def log_case(self, case):
    results.write('%s|%s|%s|%d\n' % (
        case['id'], case['behavior'], case['behaviorClose'], case['duration']))
    results.flush()


fuzzing.FuzzingClientFactory.logCase = log_case


def connection_lost(self, reason, lost=fuzzing.FuzzingProtocol.connectionLost):
    """Goes on to the next case where one ended before its handshake did."""
    try:
        lost(self, reason)
    except KeyError:
        results.write('%s|FAILED|NO HANDSHAKE|0\n' % self.runCase.__class__.__name__[4:].replace('_', '.'))
        results.flush()


# What ends a case that is right ends it at once: these only count where the machine has no time.
def kill_after(self, delay, kill=fuzzing.FuzzingProtocol.killAfter):
    kill(self, 10 * delay)


PATIENCE = {
    'openHandshakeTimeout': 60,
    'closeHandshakeTimeout': 10,
    'serverConnectionDropTimeout': 10,
}

fuzzing.FuzzingProtocol.connectionLost = connection_lost
fuzzing.FuzzingProtocol.killAfter = kill_after
# A page for each case and agent: nobody reads them.
fuzzing.FuzzingClientFactory.createReports = lambda self: None

fuzzing.startClient({
    'servers': [{'agent': 'heliograph', 'url': url, 'options': {'version': 18}}],
    'options': dict(PATIENCE, failByDrop=False),
    'cases': cases.split(','),
    'exclude-cases': [],
})
reactor.run()
results.write('done\n')
results.close()
