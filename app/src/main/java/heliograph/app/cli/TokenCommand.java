package heliograph.app.cli;

import heliograph.app.config.Config;
import heliograph.app.config.GrantText;
import heliograph.domain.id.UserId;
import heliograph.domain.session.Grant;
import heliograph.domain.session.Grants;
import heliograph.jwt.JwtMinter;
import heliograph.jwt.JwtSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a token with the configured secret and prints it, and nothing else, to the output. */
@Command(
    name = "token",
    description = "Make a token that a node with the same auth-secret accepts, and print it.")
final class TokenCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  @Option(names = "--sub", required = true, paramLabel = "USER", description = "The user's id.")
  private String sub;

  @Option(
      names = "--room",
      paramLabel = "GRANT",
      description =
          "What it allows, such as 'orders.*:join,publish'; may be repeated."
              + " Without it, what auth-default-grants says.")
  private List<String> rooms = new ArrayList<>();

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = Durations.class,
      description = "How long it is good for, such as 90s, 15m, 1h, 7d. Default: 1h.")
  private Duration ttl;

  TokenCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws UsageFailure {
    Config.Auth auth =
        ConfigOptions.read(spec.commandLine().getParseResult(), surroundings).config().auth();
    if (auth.development() || auth.secret() == null) {
      throw new UsageFailure(
          List.of(
              "auth-secret: needed to make a token: set HELIOGRAPH_AUTH_SECRET to the nodes' secret"
                  + " (a node in development mode gives tokens by POST /dev/token)"));
    }
    JwtSettings settings =
        new JwtSettings(
            auth.secret().reveal(), null, auth.issuer(), auth.audience(), 0, Grants.ALL);
    try {
      JwtMinter minter = new JwtMinter(settings, surroundings.clock());
      surroundings.out().println(minter.mint(new UserId(sub), grants(), ttl).token());
    } catch (IllegalArgumentException e) {
      throw new UsageFailure(List.of(e.getMessage()));
    }
    return 0;
  }

  private Grants grants() {
    if (rooms.isEmpty()) {
      return null;
    }
    List<Grant> grants = rooms.stream().map(GrantText::parse).toList();
    return new Grants(grants);
  }
}
