namespace Actors.Fuzz;

/// <summary>Inputs that once broke something, or that no mutation finds: a file for each target, a line of hexadecimal digits for each input; what it is stands above it after '#'.</summary>
internal static class FuzzCorpus
{
    internal static IEnumerable<byte[]> Read(FuzzTarget target)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "Corpus", target.Name + ".txt");
        return File.Exists(file) ? File.ReadLines(file).Where(static line => line.Length > 0 && line[0] != '#').Select(target.Parse) : [];
    }
}
