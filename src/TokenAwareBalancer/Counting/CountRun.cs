using System.Diagnostics;

namespace TokenAwareBalancer.Counting;

/// <summary>Counts every input of a plan; what goes wrong with one does not stop the others.</summary>
internal sealed class CountRun(CountPlan plan, TokenizerChooser chooser, Func<Stream> openStandardInput)
{
    private readonly CountResult _result = new();

    public CountResult Run(CancellationToken cancellationToken)
    {
        foreach (var argument in plan.Inputs)
            Expand(argument, cancellationToken);
        _result.LoadingTime = chooser.LoadingTime;
        return _result;
    }

    private void Expand(string argument, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (name, isFound) in InputWalk.Expand(argument))
                Count(name, isFound, cancellationToken);
        }
        catch (CountException exception)
        {
            _result.Errors.Add(new(argument, exception.Message));
        }
    }

    private void Count(string name, bool isFound, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var loadedBefore = chooser.LoadingTime;
        try
        {
            if (isFound && new FileInfo(name).Length == 0)
            {
                // To open a pipe that nobody writes to would take for ever; a socket and a device are no text either.
                _result.Skipped.Add(new(name, "empty, or no regular file"));
                return;
            }

            using var input = name == InputWalk.StandardInput ? openStandardInput() : File.OpenRead(name);
            if (new InputCounter(plan, chooser).Count(name, input, isFound, cancellationToken) is { } count)
            {
                var loading = chooser.LoadingTime - loadedBefore;
                _result.Counts.Add(count with { Elapsed = Stopwatch.GetElapsedTime(started) - loading });
                return;
            }

            _result.Skipped.Add(new(name, "binary"));
        }
        catch (CountException exception)
        {
            (isFound ? _result.Skipped : _result.Errors).Add(new(name, exception.Message));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            _result.Errors.Add(new(name, "does not exist"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _result.Errors.Add(new(name, $"cannot be read: {exception.Message}"));
        }
    }
}
