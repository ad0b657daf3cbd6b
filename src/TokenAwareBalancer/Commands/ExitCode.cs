namespace TokenAwareBalancer.Commands;

/// <summary>What the exit says to scripts and supervisors; documented in <c>docs/configuration.md</c>.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Something failed while running: worth another try.</summary>
    public const int Failure = 1;

    /// <summary>The command line or the configuration is wrong: another try would end the same way.</summary>
    public const int WrongInput = 2;
}
