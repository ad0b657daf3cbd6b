using System.Diagnostics;

namespace TokenAwareBalancer.Llama;

/// <summary>Where the tests find llama-server, told by the environment.</summary>
/// <param name="Root">A folder that holds a system with <c>/usr/bin/llama-server</c>, entered with chroot; or
/// /.</param>
/// <param name="Model">A GGUF model with a context of 4,096 tokens, as a path inside.</param>
internal sealed record LlamaSetup(string Root, string Model)
{
    private const string RootVariable = "BALANCER_TEST_LLAMA_ROOT";
    private const string ModelVariable = "BALANCER_TEST_LLAMA_MODEL";

    /// <summary>Skips the test when there is no llama-server.</summary>
    public static LlamaSetup Require()
    {
        var root = Environment.GetEnvironmentVariable(RootVariable);
        var model = Environment.GetEnvironmentVariable(ModelVariable);
        if (string.IsNullOrEmpty(root) || string.IsNullOrEmpty(model))
        {
            Assert.Skip("llama-server is not set up. Unpack llama.cpp (Debian's package \"llama.cpp-tools\") and the "
                + $"libraries it needs into a folder, put a small GGUF model into it, set {RootVariable} to the folder, "
                + $"or to / where it is installed, and {ModelVariable} to the model's path inside, and run as root, "
                + "because the folder is entered with chroot.");
        }
        return new LlamaSetup(root, model);
    }

    public ProcessStartInfo CreateStart(IEnumerable<string> arguments)
    {
        const string Program = "/usr/bin/llama-server";
        string[] modelArguments = ["--model", Model, .. arguments];
        return new ProcessStartInfo(
            Root == "/" ? Program : "chroot", Root == "/" ? modelArguments : [Root, Program, .. modelArguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}
